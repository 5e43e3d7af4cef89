// Counts the dots that are left, lets a place be given once, and presses again when the phone's turn has come. The form works without it, on any phone.
(function () {
  'use strict'
  var form = document.getElementById('ballot')
  if (!form) return
  var inputs = Array.prototype.slice.call(form.querySelectorAll('input:not([type=hidden])'))
  var kind = form.getAttribute('data-kind')
  var dots = Number(form.getAttribute('data-dots'))
  var again = form.getAttribute('data-again')
  var left = document.getElementById('left')

  function countDots() {
    var given = 0
    inputs.forEach(function (input) {
      if (input.checked) given += Number(input.value)
    })
    left.textContent = left.getAttribute('data-text').replace('{{n}}', Math.max(0, dots - given))
    left.className = given > dots ? 'over' : ''
    inputs.forEach(function (input) {
      if (input.type === 'checkbox') input.disabled = given >= dots && !input.checked
    })
  }

  // The place was given to another suggestion before: that one has none now.
  function placeOnce(chosen) {
    if (!chosen.value) return
    inputs.forEach(function (input) {
      if (input.name === chosen.name || input.value !== chosen.value || !input.checked) return
      form.querySelector('input[name="' + input.name + '"][value=""]').checked = true
    })
  }

  form.addEventListener('change', function (event) {
    if (kind === 'dots') countDots()
    if (kind === 'rank') placeOnce(event.target)
  })
  if (left && kind === 'dots') countDots()

  // Everybody who waits comes back at a moment of their own.
  if (again) {
    document.getElementById('again').hidden = false
    setTimeout(function () {
      form.submit()
    }, (Number(again) + Math.random()) * 1000)
  }
})()
